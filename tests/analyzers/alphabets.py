"""Words of everyday Kazakh, and their spelling in each alphabet and on each keyboard.

Written independently of the tables of the package, to test them.
"""

import unicodedata

_TEXT = """
адам ана ата апа әке аға іні қарындас бала ұл қыз дос көрші халық ел жер су от ауа аспан күн ай
жұлдыз жел жаңбыр қар мұз тау тас құм өзен көл теңіз орман ағаш шөп гүл алма нан ет сүт май тұз қант
шай жылқы сиыр қой ешкі түйе ит мысық құс балық қасқыр аю үй есік терезе қабырға төсек үстел кітап
дәптер қалам мектеп мұғалім оқушы сабақ білім ғылым тіл сөз әліпби өлең ән күй домбыра ойын той
жұмыс ақша дүкен базар көше қала ауыл жол көлік поезд ұшақ кеме аурухана дәрігер дәрі жүрек бас көз
құлақ мұрын ауыз тіс қол аяқ саусақ жақсы жаман үлкен кіші жаңа ескі ыстық суық қызыл көк жасыл сары
қара ақ бір екі үш төрт бес алты жеті сегіз тоғыз он жиырма жүз мың бүгін ертең кеше қазір кейін
бұрын бару келу айту жазу оқу көру есту білу сүю қою жою тию ұшу ішу жеу сияқты туралы арқылы
бойынша қиын оңай тәуелсіздік мемлекет заң қоғам үкімет сайлау президент конституция республика
демократия экономика қаржы банк инвестиция технология интернет компьютер автомобиль станция цирк
центр чемпион щётка ащы тұщы кеңес өңдеу жаңғыру сәуле әуе тәуекел қаһарман айдаһар гауһар шаһар
жаһандық хат тарих рахмет факультет фильм вагон объект съезд июнь июль сентябрь актёр режиссёр экран
этнос поэма ұят ұялы қоян саясат яғни ядро бюджет юрист миллион район майор йогурт қыркүйек ақпан
тамыз желтоқсан
"""
WORDS = _TEXT.split()

_CYRILLIC = "а ә б в г ғ д е ё ж з и й к қ л м н ң о ө п р с т у ұ ү ф х һ ц ч ш щ ъ ы і ь э ю я"


def _table(letters: str) -> dict[str, str]:
    return {
        c: "" if other == "-" else other for c, other in zip(_CYRILLIC.split(), letters.split(), strict=True)
    }


_TABLES = {
    "2021": "a ä b v g ğ d e io j z i i k q l m n ñ o ö p r s t u ū ü f h h ts ch ş sch - y ı - e iu ia",
    "2019": "a ä b v g ğ d e ıo j z ı ı k q l m n ñ o ö p r s t w u ü f h h ts ç ş sch - y i - e ıu ıa",
    "2018": "a á b v g ǵ d e ıo j z ı ı k q l m n ń o ó p r s t ý u ú f h h ts ch sh sch - y i - e ıý ıa",
    "2017": "a a' b v g g' d e i'o j z i' i' k q l m n n' o o' p r s t y' u u' f h h ts c' s' s'c' - y i - e i'y' i'a",  # noqa: E501
    "qazaqparat": "a ä b v g ğ d e yo j z ï y k q l m n ñ o ö p r s t w u ü f x h c ç ş şş - ı i - é yu ya",
    "ascii": "a a b v g g d e yo zh z i i k k l m n n o o p r s t u u u f kh h ts ch sh shch - y i - e yu ya",
    "russian keyboard": "а а б в г г д е ё ж з и й к к л м н н о о п р с т у у у ф х х ц ч ш щ ъ ы и ь э ю я",
    "homoglyphs": "a ә б в г ғ д e ё ж з и й к қ л м н ң o ө п p c т у ұ ү ф x h ц ч ш щ ъ ы i ь э ю я",
    "substitutes": "а ə б в г ғ д е ё ж з и й k қ л м н ӊ о ɵ п р с т у ұ γ ф х h ц ч ш щ ъ ы i ь э ю я",
    "arabic": "ا ا ب ۆ گ ع د ە يو ج ز ي ي ك ق ل م ن ڭ و و پ ر س ت ۋ ۇ ۇ ف ح ھ تس چ ش شش - ى ى - ە يۋ يا",
}
_LETTERS = {name: _table(letters) for name, letters in _TABLES.items()}
WRITERS = (*_LETTERS, "arabic with hamza", "capitals", "title", "decomposed", "soft hyphens")


def write(word: str, writer: str) -> str:
    """Return a word as one of WRITERS spells it."""
    match writer:
        case "arabic with hamza":
            return "\u0674" + write(word, "arabic")
        case "capitals":
            return word.upper()
        case "title":
            return word.title()
        case "decomposed":
            return unicodedata.normalize("NFD", word)
        case "soft hyphens":
            return "\u00ad".join(word)
        case _:
            return "".join(_LETTERS[writer][c] for c in word)
