// What every page of the site does in the browser, whatever it shows.
document.documentElement.lang = 'zh-CN'; // Gradio's page says English

function dress(theme) {
  document.body.classList.toggle('dark', theme === 'dark');
  document.documentElement.style.colorScheme = theme;
}
const kept = localStorage.getItem('theme'); // without one, Gradio follows the system
if (kept) dress(kept);
element.querySelector('#theme').addEventListener('click', () => {
  const theme = document.body.classList.contains('dark') ? 'light' : 'dark';
  localStorage.setItem('theme', theme);
  dress(theme);
});

// Links to the pages for staff are shown to whoever may open them. The server decides that again for every request.
const navigation = element.querySelector('nav');
if (navigation.querySelector('[data-staff]') && !navigation.dataset.standing) {
  fetch('/standing').then((answer) => answer.text()).then((standing) => { navigation.dataset.standing = standing; });
}
