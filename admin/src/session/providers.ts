// The addresses at which users of a provider sign in and out. The server leads the browser on.

/** `back` is a path of this application; with `renew` the provider has to ask again. */
export function signInAddress(name: string, back: string, renew = false): string {
  const sent = new URLSearchParams({ return_to: `/admin${back}`, ...(renew ? { renew: '1' } : {}) })
  return `/auth/oidc/${encodeURIComponent(name)}/login?${sent}`
}

export const signOutAddress = (name: string): string => `/auth/oidc/${encodeURIComponent(name)}/logout`
