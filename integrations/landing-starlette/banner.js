// Shows the time left, and takes the page away within seconds of the end of the imitation.
const banner = document.getElementById('imitation')
let until = new Date(banner.dataset.until)
async function look() {
  const answer = await fetch('/imitation/state').catch(() => undefined)
  if (answer?.status === 403) return void (document.body.innerHTML = await answer.text())
  if (answer?.status === 404) return location.replace('/account') // ended in another tab
  if (answer?.ok) until = new Date(await answer.text())
  const minutes = Math.max(0, Math.ceil((until - Date.now()) / 60_000))
  banner.querySelector('[data-left]').textContent = `${minutes} min left`
  setTimeout(look, 3000)
}
look()
