"""Open311 GeoReport v2: residents' applications of any city report here and follow what they reported.

`offers` are the kinds of matters (the standard's services), `requests` are tickets as the standard tells them, `reporting` takes one in,
`speaking` writes JSON and XML as the standard has them, refusals too.
"""
