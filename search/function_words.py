"""Words that only join others, in the languages queries are mostly written in.

"extradition vers le Maroc" asks for *extradition*: an English entry about it contains neither "vers" nor "le".
Words that mean something in another of these languages are not listed (German "war", French "or").
"""

from __future__ import annotations

from portal.reference.words import fold

_BY_LANGUAGE = {
    "en": "a an the of to in on at by for from with without into and is are was were be how what when where which "
    "who that this these those their our we do does did can could should any between about under through",
    "fr": "le la les l un une des du de d au aux en dans sur sous avec sans pour par vers chez et ou est sont que qui "
    "quel quelle quels quelles comment ce cette ces leur leurs nous entre selon",
    "de": "der die das den dem des ein eine einen einem einer eines und oder in im ins an am auf aus bei mit nach von "
    "vom zu zum zur fur ohne uber unter zwischen ist sind wie wir",
    "es": "el la los las lo un una unos unas del de al a en con sin por para hacia desde entre y o es son como que",
    "it": "il lo la i gli le un uno una del dello della dei degli delle di al allo alla ai agli alle nel nella in con "
    "senza per da dal dalla verso tra fra e o come che",
    "pt": "o a os as um uma do da dos das no na nos nas ao em com sem por para entre e ou como que",
    "nl": "de het een van in op met zonder voor naar uit bij tussen en of is zijn hoe",
    "ro": "cu fara din pe la in de si sau pentru catre spre intre",
    "pl": "w we z ze do na od dla bez przez i lub oraz",
    "ru": "в во с со к из от на по для без и или",
    "ar": "في من إلى على عن مع و أو بين",
}
_WORDS = frozenset(fold(word) for words in _BY_LANGUAGE.values() for word in words.split())
_OPERATORS = frozenset({"AND", "OR", "NOT", "ET", "OU", "UND", "ODER"})
"""What readers of other search engines write between words, in capitals. Here it has no meaning."""


def is_function_word(word: str, *, shouted: bool = False) -> bool:
    """Whether a word of a query only joins others.

    A word in capitals is an acronym ("IT"), unless all of the query is written in capitals (``shouted``).
    """
    bare = word.strip("'’.,;:!?()[]")
    if bare in _OPERATORS:
        return True
    return (shouted or not bare.isupper() or len(bare) == 1) and fold(bare) in _WORDS
