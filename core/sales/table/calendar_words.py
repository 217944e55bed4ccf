"""Names of months, weeks, quarters and years in tables: English, German, French, Spanish, Italian, Portuguese, Dutch,
Polish, and of months also Swedish, Danish and Russian.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_MONTHS = (  # without accents; three letters and more of a name mean its month
    "january januar janner janvier enero gennaio janeiro januari styczen stycznia январь января",
    "february februar feber fevrier febrero febbraio fevereiro februari luty lutego февраль февраля",
    "march marz mrz mars marzo marco maart mrt marzec marca marts март марта",
    "april avril abril aprile kwiecien kwietnia апрель апреля",
    "may mai mayo maggio maio mei maj maja май мая",
    "june juni juin junio giugno junho czerwiec czerwca июнь июня",
    "july juli juillet julio luglio julho lipiec lipca июль июля",
    "august aout agosto augustus sierpien sierpnia augusti август августа",
    "september septembre septiembre setiembre settembre setembro wrzesien wrzesnia сентябрь сентября",
    "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika октябрь октября",
    "november novembre noviembre novembro listopad listopada ноябрь ноября",
    "december dezember decembre diciembre dicembre dezembro grudzien grudnia декабрь декабря",
)
WEEKS = ("w|wk|wks|week|kw|woche|kalenderwoche|cw|calendar week|week nr|weeknr|sem|semaine|s|semana|settimana|sett|"
         "tydzien|tydz|v|vecka|uge|нед|неделя")
QUARTERS = "q|qtr|quarter|quartal|trimestre|trim|t|kwartal|kwartaal|kvartal|кв|квартал"
_WEEK = "week weeks wk kw woche kalenderwoche cw semaine semana settimana tydzien vecka uge yearweek isoweek"
_MONTH = "month months monat mois mes mese maand miesiac manad maned yearmonth"
_YEAR = "year jahr annee an ano anno jaar rok ar год"
WEEK_NAMES, MONTH_NAMES, YEAR_NAMES = (frozenset(words.split()) for words in (_WEEK, _MONTH, _YEAR))


def without_accents(text: str) -> str:
    """Lower case without accents: "Fév." -> "fev.".

    Examples
    --------
    >>> without_accents("MÄRZ"), without_accents("Référence")
    ('marz', 'reference')
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.lower().replace("й", "\0").replace("ł", "l").replace("ß", "ss"))
    return "".join(sign for sign in folded if not unicodedata.combining(sign)).replace("\0", "й")


@cache
def month_of(word: str) -> int:
    """The number of a month from its name or the first letters of it, without accents; 0 for another word.

    Examples
    --------
    >>> [month_of(word) for word in ("jan", "marz", "sept", "mai", "dez", "ju", "order")]
    [1, 3, 9, 5, 12, 0, 0]
    """
    if len(word) < 3:
        return 0
    months = {number for number, names in enumerate(_MONTHS, 1) for name in names.split() if name.startswith(word)}
    return months.pop() if len(months) == 1 else 0
