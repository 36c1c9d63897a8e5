"""Entries as the config says them: a template in one small language, overruling what is learnt."""
