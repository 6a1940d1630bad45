import '@shopware-ag/meteor-component-library/styles.css'
import '@shopware-ag/meteor-component-library/font.css'
import './styles/index.scss'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n, preferredLocale } from './texts/i18n'
import { router } from './router'
import { followColourScheme } from './theme'

followColourScheme()
document.documentElement.lang = preferredLocale()
createApp(App).use(i18n).use(router).mount('#app')
