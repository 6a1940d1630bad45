// The plot of imitations by day, drawn by Chart.js on a canvas: it needs neither eval nor inline styles.
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from 'chart.js'

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip)

export interface Series {
  label: string
  /** The name of a colour in DayChart.scss. */
  colour: string
  numbers: number[]
}

export interface Plot {
  show: (labels: string[], series: Series[]) => void
  /** Marks a day, as the mouse does. */
  mark: (day: number) => void
  destroy: () => void
}

export function plotOn(canvas: HTMLCanvasElement): Plot {
  const chart = new Chart<'bar', number[], string>(canvas, {
    type: 'bar',
    data: { labels: [], datasets: [] },
    options: { responsive: true, maintainAspectRatio: false, animation: false, interaction: { mode: 'index', intersect: false } },
  })

  return {
    show(labels, series) {
      const colour = (name: string) => getComputedStyle(canvas).getPropertyValue(name).trim()
      const grid = { color: colour('--chart-grid') }
      const ticks = { color: colour('--chart-text'), precision: 0, maxRotation: 0, autoSkipPadding: 16 }
      chart.data = {
        labels,
        datasets: series.map((one) => ({ label: one.label, data: one.numbers, backgroundColor: colour(one.colour) })),
      }
      chart.options.scales = { x: { grid: { display: false }, ticks }, y: { beginAtZero: true, grid, ticks } }
      chart.options.plugins = { legend: { labels: { color: ticks.color, boxWidth: 12 } } }
      chart.update()
    },
    mark(day) {
      const elements = chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index: day }))
      const { x, y } = chart.getDatasetMeta(0).data[day] ?? { x: 0, y: 0 }
      chart.setActiveElements(elements)
      chart.tooltip?.setActiveElements(elements, { x, y })
      chart.update()
    },
    destroy: () => chart.destroy(),
  }
}
