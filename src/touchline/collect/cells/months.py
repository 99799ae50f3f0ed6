"""Names of months in the languages of usual exports."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.journeys.index import Array

_NAMES = """
    january jan januar jän jänner janvier janv enero ene январь января янв gennaio gen janeiro
    february feb februar février févr fevrier fevr febrero февраль февраля фев февр febbraio fevereiro fev
    march mar märz mär maerz mrz mars marzo март марта мар março marco
    april apr avril avr abril abr апрель апреля апр aprile
    may mai mayo май мая maggio mag maio
    june jun juni juin junio июнь июня июн giugno giu junho
    july jul juli juillet juil julio июль июля июл luglio lug julho
    august aug août aout agosto ago август августа авг
    september sep sept septembre septiembre сентябрь сентября сен сент settembre set setembro
    october oct oktober okt octobre octubre октябрь октября окт ottobre ott outubro out
    november nov novembre noviembre ноябрь ноября ноя нояб novembro
    december dec dezember dez décembre déc decembre diciembre dic декабрь декабря дек dicembre dezembro
"""
MONTHS = {name: number for number, line in enumerate(_NAMES.strip().splitlines(), 1) for name in line.split()}


def months(names: pa.StringArray) -> Array:
    """The number of each month, 1 to 12; 0 where the name is none."""
    coded = pc.fill_null(pc.utf8_lower(names), "").dictionary_encode()
    numbers = np.array([MONTHS.get(one, 0) for one in coded.dictionary.to_pylist()], np.int64)
    return numbers[coded.indices.to_numpy(zero_copy_only=False)] if len(names) else np.zeros(0, np.int64)
