"""Payment providers: one adapter for each, all behind ``port.Provider`` and one contract test suite."""
