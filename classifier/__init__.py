"""Choosing papers for a list, and the section each belongs to.

For: rules and TF-IDF features, fitted on the list itself, probabilities with reasons. Promises: the
same input gives the same answer; every choice says why. Never: knows GitHub, Markdown or time.
"""

from classifier.judging.judge import Judge, NothingToLearnError, fit
from classifier.judging.selection import select
from classifier.relevance.training_set import Past
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.expression import IndexedText, Node
from classifier.rules.grammar import RuleError, RuleText, compile_rules, parse
from classifier.rules.rule_set import Rules, RuleSet
from classifier.text.features import Background, text_of
from classifier.text.vectors import Floats, Ints, Matrix, Vocabulary, learn_vocabulary
from classifier.text.words import STOP_WORDS, as_written, fold, terms
