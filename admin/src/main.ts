import '@shopware-ag/meteor-component-library/styles.css'
import '@shopware-ag/meteor-component-library/font.css'
import './styles/index.scss'
import { createApp } from 'vue'
import App from './App.vue'
import { watchForUpgrades } from './components/frame/outdated'
import { i18n, preferredLocale } from './texts/i18n'
import { router } from './router'
import { watchOtherTabs } from './session/otherTabs'
import { followColourScheme } from './styles/theme'

followColourScheme()
watchForUpgrades(router)
watchOtherTabs(() => window.location.assign(router.resolve({ name: 'home' }).href))
document.documentElement.lang = preferredLocale()
createApp(App).use(i18n).use(router).mount('#app')
