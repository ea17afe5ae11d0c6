/* What the page does by itself: keys, the source sheet, copying. Loaded once, before the components. */
window.zhengce = (() => {
  const phone = () => window.matchMedia('(max-width: 860px)').matches;
  const asked = [];
  let recalled = 0;
  let from = null; // what was clicked, to give the focus back to

  const showMark = (pane) => {
    const text = pane.querySelector('.text');
    document.body.classList.toggle('reading', Boolean(text));
    if (!text) return;
    const mark = pane.querySelector('#marked');
    if (mark) {
      const offset = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
      text.scrollTop += offset - Math.min(120, text.clientHeight / 4);
    } else {
      text.scrollTop = 0;
    }
    if (phone()) (mark || pane).focus({ preventScroll: true });
  };

  const go = (button) => {
    const pane = button.closest('.source');
    const text = pane.querySelector('.text');
    const place = pane.querySelector('#' + CSS.escape(button.dataset.go));
    if (!place) return;
    if (phone()) pane.querySelector('.outline').open = false;
    text.scrollTop += place.getBoundingClientRect().top - text.getBoundingClientRect().top - 12;
    text.focus({ preventScroll: true });
  };

  const opened = (place) => {
    from = place;
    document.querySelectorAll('.card.current').forEach((card) => card.classList.remove('current'));
    place.classList.add('current');
  };

  const closed = () => {
    document.body.classList.remove('reading');
    document.querySelectorAll('.card.current').forEach((card) => card.classList.remove('current'));
    if (from && from.isConnected) from.focus();
    else { const box = question(); if (box) box.focus(); }
    from = null;
  };

  const question = () => document.querySelector('#question textarea, #question input');

  const write = (box, text) => {
    const prototype = box.tagName === 'TEXTAREA' ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, 'value').set.call(box, text);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) { /* not on this machine's own address: the old way */ }
    const area = document.createElement('textarea');
    area.value = text;
    area.style.cssText = 'position:fixed;opacity:0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  };

  document.addEventListener('keydown', (event) => {
    const box = question();
    if (event.key === 'Escape' && document.body.classList.contains('reading')) {
      const close = document.querySelector('#source [data-close]');
      if (close) close.click();
      return;
    }
    if (event.target !== box || event.isComposing) return;
    if (event.key === 'Enter' && event.shiftKey) {
      event.stopPropagation(); // a new line, not a question
    } else if (event.key === 'Enter') {
      if (box.value.trim()) { asked.push(box.value.trim()); recalled = asked.length; }
    } else if (event.key === 'ArrowUp' && asked.length && (box.value === '' || box.value === asked[recalled])) {
      recalled = Math.max(0, recalled - 1);
      write(box, asked[recalled]);
      event.preventDefault();
    } else if (event.key === 'ArrowDown' && box.value && box.value === asked[recalled]) {
      recalled = Math.min(asked.length, recalled + 1);
      write(box, asked[recalled] || '');
      event.preventDefault();
    }
  }, true);

  document.addEventListener('click', async (event) => {
    const outlined = event.target.closest('[data-go]');
    if (outlined) go(outlined);
    const button = event.target.closest('.copy');
    if (button) {
      const name = button.textContent;
      button.textContent = (await copy(button.dataset.copy)) ? '已复制' : '复制不了，请选中后按 Ctrl+C';
      setTimeout(() => { button.textContent = name; }, 1800);
    }
    if (event.target.closest('#send')) {
      const box = question();
      if (box && box.value.trim()) { asked.push(box.value.trim()); recalled = asked.length; }
      if (box) box.focus();
    }
  }, true);

  /* What Python put on the page: a document opens at its mark, the newest turn comes into sight. */
  let shown = '';
  let turns = 0;
  const arrived = () => {
    const source = document.querySelector('#source .source');
    // Gradio changes elements in place: what is shown is told by its stamp, not by the element.
    if (source && (source.dataset.shown || '') !== shown) {
      shown = source.dataset.shown || '';
      requestAnimationFrame(() => showMark(source));
    }
    const all = document.querySelectorAll('#talk .turn');
    if (all.length > turns && all.length > 1) all[all.length - 1].scrollIntoView({ block: 'start' });
    turns = all.length;
  };
  new MutationObserver(arrived).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ['data-shown'] });
  document.documentElement.lang = 'zh-CN';
  return { opened, closed };
})();
