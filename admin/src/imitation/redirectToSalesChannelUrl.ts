// The hand-over: sends the token to the shop in the body of a form POST, in a new tab, never in a URL.

/**
 * `loginUrl` is used unchanged. The new tab has no opener, but a referrer, because the shop checks the origin of the form.
 * A browser opens the tab only within seconds of a click and does not report a refusal: ask `mayOpenTab` first.
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

/** Whether the last click still allows a new tab; true in browsers that do not report it. */
export function mayOpenTab(): boolean {
  return navigator.userActivation?.isActive ?? true
}
