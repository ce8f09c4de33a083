"""The auditor's questions. Each answer is read off the journal itself; read models only say where in it to look.

Every answer has one shape (`sheets.Told`): lines, the columns they have on paper, and where the next page begins.
"""
