// What every page of the site does in the browser, whatever it shows.
document.documentElement.lang = 'zh-CN'; // Gradio's page says English
