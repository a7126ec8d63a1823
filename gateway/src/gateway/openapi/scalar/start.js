Scalar.createApiReference('#api', {
  url: '/openapi.json',
  servers: [{ url: window.location.origin }],
  authentication: { preferredSecurityScheme: 'session' },
  // Nothing from outside: no fonts, no proxy, no usage figures, no assistant.
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  documentDownloadType: 'json',
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
})
