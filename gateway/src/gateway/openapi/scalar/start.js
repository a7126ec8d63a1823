const SETTINGS = {
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
}
const RETRY_MS = 2000

// A service that has just started may lack its part of the document, and Scalar asks for it once only.
async function start() {
  const waiting = document.getElementById('waiting')
  for (;;) {
    const answer = await fetch(SETTINGS.url).catch(() => null)
    if (answer && answer.ok) break
    waiting.textContent = 'Tài liệu API chưa đầy đủ vì hệ thống đang khởi động. Trang sẽ tự mở khi có đủ.'
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
  waiting.remove()
  Scalar.createApiReference('#api', SETTINGS)
}

start()
