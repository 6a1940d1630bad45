// Shows the colour scheme of the system. Meteor's dark colours belong to an attribute, not to a media query.
export function followColourScheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const show = () => (document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light')
  dark.addEventListener('change', show)
  show()
}
