// Names the browser and the system of a User-Agent header, for people who look for their own devices.
import { useI18n } from 'vue-i18n'

// In this order: most headers name the browsers that they want to be taken for as well.
const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

const named = (names: [RegExp, string][], header: string) => names.find(([pattern]) => pattern.test(header))?.[1]

/** Such as "Firefox, Linux"; the first word of another client's header. */
export function useDevice(): (header: string | null | undefined) => string {
  const { t } = useI18n()
  return (header) => {
    if (!header) return t('sessions.unknownDevice')
    const found = [named(browsers, header), named(systems, header)].filter((name) => name)
    return found.join(', ') || (header.split(/[\s/]/)[0] ?? header)
  }
}
