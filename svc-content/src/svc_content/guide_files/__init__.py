"""Programme guides as stations send them: XMLTV, CSV, XLSX. Each reader gives the same rows."""
