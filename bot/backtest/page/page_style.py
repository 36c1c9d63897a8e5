"""The report's style sheet: for light and dark, any width, and print. Pure."""

STYLE = """
:root{color-scheme:light dark;--page:#fcfcfb;--card:#fff;--ink:#1d2025;--soft:#585f6b;
--line:#dcdfe4;--ours:#1f5fc4;--ours-pale:#b9cff2;--miss:#b4501a;--two:#8a6100;--three:#0b7a6c;
--four:#77707f;--h1:#e8effb;--h2:#c3d6f5;--h3:#94b6ec;--h4:#3a72cc;--h5:#1f5fc4}
@media (prefers-color-scheme:dark){:root{--page:#14161a;--card:#1c1f25;--ink:#e9ebef;
--soft:#a5adba;--line:#343942;--ours:#7fb0ff;--ours-pale:#3a5688;--miss:#f0945c;--two:#dcb04a;
--three:#4cc7b4;--four:#a79fb2;--h1:#1f2b40;--h2:#27406a;--h3:#2f5594;--h4:#6ea3f5;--h5:#9cc3ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main{max-width:66rem;margin:0 auto;padding:2.5rem 1.1rem 4rem}
h1{font-size:clamp(1.5rem,4.5vw,2.1rem);line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.2rem;line-height:1.3;margin:2.6rem 0 .6rem}
p{max-width:44rem;margin:.5rem 0}
.soft,figcaption,dt,th,.why{color:var(--soft)}
.lead{font-size:1.08rem}
dl.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;
margin:1.6rem 0}
dl.key div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;
padding:.8rem .95rem}
dt{font-size:.84rem;line-height:1.35}
dd{margin:0;font-size:1.65rem;font-weight:650;line-height:1.25}
dd small{display:block;font-size:.8rem;font-weight:400;color:var(--soft)}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1.1rem}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;
padding:.9rem 1rem;min-width:0}
figcaption{font-size:.88rem;line-height:1.45;margin-top:.5rem}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
.ideal{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4}
.c{fill:none;stroke-width:1.6}.c1{stroke:var(--ours);stroke-width:2.6}
.c2{stroke:var(--two);stroke-dasharray:7 3}.c3{stroke:var(--three);stroke-dasharray:2 3}
.c4{stroke:var(--four);stroke-dasharray:9 3 2 3}
.dot{fill:var(--ours);stroke:var(--card);stroke-width:1.5}
.kept{fill:var(--ours)}.shown{fill:var(--ours-pale);stroke:var(--ours);stroke-width:.7}.missed{fill:var(--miss)}
.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid var(--ours)}.wide>svg{min-width:34rem}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:right;padding:.4rem .45rem;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child{text-align:left}
thead th{font-weight:500;font-size:.84rem}tbody th{font-weight:400;color:var(--ink)}
tr.ours th,tr.ours td{font-weight:650}td small{display:block;color:var(--soft);font-weight:400;
white-space:nowrap}tbody th{white-space:nowrap}
.heat td{text-align:center;min-width:2.2rem;border:1px solid var(--card)}
.heat th{white-space:nowrap;max-width:min(18rem,42vw);overflow:hidden;text-overflow:ellipsis}
.heat thead th{text-align:center}
.h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}
.h4{background:var(--h4);color:var(--page)}.h5{background:var(--h5);color:var(--page)}
.h3{color:var(--ink)}
.key-line{display:inline-flex;align-items:center;gap:.4rem}figcaption .key-line{margin-right:1rem}
.key-line svg{width:1.6rem;flex:none}
pre{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--ours);
border-radius:.4rem;padding:.8rem 1rem;overflow-x:auto;
font:.93rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
ol.papers{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}
.papers li{padding:.65rem 0;border-bottom:1px solid var(--line)}
.papers .why{display:block;font-size:.88rem;line-height:1.45}
a{color:var(--ours);text-underline-offset:.15em}
summary{cursor:pointer;color:var(--soft);margin-top:.6rem}
ul{padding-left:1.2rem;max-width:44rem}
@media print{:root{--page:#fff}main{max-width:none;padding:0}
figure,li,tr,dl.key div{break-inside:avoid}
.wide{overflow:visible}.wide>svg{min-width:0}}
"""
