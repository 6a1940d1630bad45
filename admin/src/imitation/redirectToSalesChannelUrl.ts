// The hand-over: the token goes to the shop in the body of a form POST, in a new tab, and never in a URL.

/**
 * `loginUrl` is used as the server wrote it. The new tab has no opener; the referrer stays, since the shop checks
 * where the form came from. A browser opens the tab only within seconds of a click, and does not say when it refuses:
 * ask `mayOpenTab` first.
 */
export function redirectToSalesChannelUrl(loginUrl: string, token: string, customerId: string, userId: string): void {
  const form = document.createElement('form')
  form.method = 'POST'
  form.action = loginUrl
  form.target = '_blank'
  form.rel = 'noopener'
  form.hidden = true
  for (const [name, value] of Object.entries({ token, customerId, userId })) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  document.body.append(form)
  form.submit()
  form.remove()
}

/** Whether the last click still counts. Browsers that do not tell are believed to allow it. */
export function mayOpenTab(): boolean {
  return navigator.userActivation?.isActive ?? true
}
