// Groups the privileges by what they are about, in the order in which people look for them.
import { useI18n } from 'vue-i18n'

const groups: [string, RegExp][] = [
  ['imitations', /^(?:api_proxy_imitate-customer$|imitation:|context:)/],
  ['customers', /^(?:customer|order):/],
  ['shop', /^sales_channel:/],
  ['administration', /^(?:user|role):/],
  ['machines', /^(?:integration|webhook|server):/],
  ['others', /^/],
]

/** The privileges of each group, with its title; groups without any are left out. */
export function useGrouped() {
  const { t } = useI18n()
  return <Item extends { key: string }>(privileges: Item[]): { title: string; items: Item[] }[] => {
    const groupOf = ({ key }: Item) => groups.find(([, pattern]) => pattern.test(key))?.[0]
    return groups
      .map(([name]) => ({ title: t(`privilegeGroup.${name}`), items: privileges.filter((one) => groupOf(one) === name) }))
      .filter(({ items }) => items.length)
  }
}
