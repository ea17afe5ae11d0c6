/* What the page does by itself: keys, the source beside or over it, addresses, copying. Loaded once, before the components. */
window.zhengce = (() => {
  const zhengce = { pane: null, rooms: {} };
  const phone = () => window.matchMedia('(max-width: 860px)').matches;
  const body = document.body;
  const question = () => document.querySelector('#question textarea, #question input');

  /* -- the source ----------------------------------------------------------------------------- */
  let from = null; // what was clicked, to give the focus back to
  let slow = 0;

  const opened = (place) => {
    from = place;
    document.querySelectorAll('.current').forEach((one) => one.classList.remove('current'));
    place.classList.add('current');
    clearTimeout(slow);
    slow = setTimeout(() => body.classList.add('opening'), 150);
    zhengce.pane({ doc: place.dataset.doc, start: +place.dataset.start, end: +place.dataset.end, about: Boolean(place.dataset.about) });
  };

  /* The page's address with some of its parts exchanged; it can be sent to a colleague. */
  const PLACE = ['doc', 'clause', 'at'];
  const address = (without, changes) => {
    const url = new URL(window.location.href);
    without.forEach((key) => url.searchParams.delete(key));
    Object.entries(changes).forEach(([key, value]) => url.searchParams.set(key, value));
    return url.pathname + (url.search || '');
  };

  /* The document that has arrived: in sight, scrolled to its mark. */
  const showSource = (pane) => {
    clearTimeout(slow);
    body.classList.remove('opening');
    const text = pane.querySelector('.text');
    if (pane.classList.contains('empty')) { body.classList.remove('reading'); return; }
    const place = address(PLACE, Object.fromEntries(new URLSearchParams(pane.dataset.address || '')));
    if (phone() && !body.classList.contains('reading')) window.history.pushState({ sheet: true }, '', place);
    else window.history.replaceState(window.history.state, '', place);
    body.classList.add('reading');
    const current = document.querySelector('.draft .current');
    if (current) current.scrollIntoView({ block: 'nearest' });
    const mark = pane.querySelector('#marked');
    if (!text) { if (phone()) pane.focus({ preventScroll: true }); return; }
    text.scrollTop = 0;
    if (mark) text.scrollTop = mark.getBoundingClientRect().top - text.getBoundingClientRect().top - READ_AT_PX;
    text.onscroll = () => window.requestAnimationFrame(() => where(pane, text));
    where(pane, text);
    if (phone()) (mark || pane).focus({ preventScroll: true });
  };

  /* Which clause of the outline is being read. What is gone to stands two lines down, with what is before it in sight. */
  const READ_AT_PX = 64;
  const where = (pane, text) => {
    const here = pane.querySelector('.outline .here');
    if (!here) return;
    const line = text.getBoundingClientRect().top + READ_AT_PX + 4;
    let now = null;
    for (const button of pane.querySelectorAll('.outline [data-go]')) {
      const at = pane.querySelector('#' + CSS.escape(button.dataset.go));
      if (at && at.getBoundingClientRect().top > line) break;
      now = button;
    }
    pane.querySelectorAll('.outline [aria-current]').forEach((one) => one !== now && one.removeAttribute('aria-current'));
    if (now) now.setAttribute('aria-current', 'location');
    const name = now ? now.title : '';
    if (here.textContent !== name) here.textContent = name;
  };

  const go = (button) => {
    const pane = button.closest('.source');
    const text = pane.querySelector('.text');
    const place = pane.querySelector('#' + CSS.escape(button.dataset.go));
    if (!place) return;
    if (phone()) pane.querySelector('.outline').open = false;
    text.scrollTop += place.getBoundingClientRect().top - text.getBoundingClientRect().top - READ_AT_PX;
    text.focus({ preventScroll: true });
  };

  const closed = () => {
    if (!body.classList.contains('reading')) return;
    body.classList.remove('reading');
    document.querySelectorAll('.current').forEach((one) => one.classList.remove('current'));
    window.history.replaceState(null, '', address(PLACE, {}));
    zhengce.pane({ close: true });
    const back = from && from.isConnected ? from : question();
    if (back) back.focus({ preventScroll: phone() });
    from = null;
  };
  // On a phone the sheet is a step in the history: the phone's own way back closes it.
  const close = () => (window.history.state && window.history.state.sheet ? window.history.back() : closed());
  window.addEventListener('popstate', closed);

  /* -- asking --------------------------------------------------------------------------------- */
  const asked = [];
  let recalled = 0;
  let late = 0;

  const asking = (text) => {
    if (!text) return;
    asked.push(text);
    recalled = asked.length;
    body.classList.add('asking');
    clearTimeout(late);
    late = setTimeout(() => body.classList.remove('asking'), 60000);
  };

  const write = (box, text) => {
    const prototype = box.tagName === 'TEXTAREA' ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, 'value').set.call(box, text);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };

  const keys = (event, box) => {
    if (event.key === 'Enter' && event.shiftKey) {
      event.stopPropagation(); // a new line, not a question
    } else if (event.key === 'Enter') {
      asking(box.value.trim());
    } else if (event.key === 'ArrowUp' && asked.length && (box.value === '' || box.value === asked[recalled])) {
      recalled = Math.max(0, recalled - 1);
      write(box, asked[recalled]);
      event.preventDefault();
    } else if (event.key === 'ArrowDown' && box.value && box.value === asked[recalled]) {
      recalled = Math.min(asked.length, recalled + 1);
      write(box, asked[recalled] || '');
      event.preventDefault();
    }
  };

  /* -- what the rooms' own controls say ---------------------------------------------------------- */
  const act = (control, more) => {
    const room = zhengce.rooms[control.dataset.room];
    if (!room || control.disabled || (control.dataset.sure && !window.confirm(control.dataset.sure))) return;
    const said = { ...control.dataset, ...more };
    const form = control.closest('.form-of-its-own');
    if (form) {
      for (const one of form.querySelectorAll('[name]')) {
        if ((one.type === 'radio' || one.type === 'checkbox') && !one.checked) continue;
        const before = said[one.name];
        said[one.name] = before === undefined || control.dataset[one.name] !== undefined ? one.value : [].concat(before, one.value);
      }
    }
    if (control.dataset.opens) from = control;
    clearTimeout(slow);
    slow = setTimeout(() => body.classList.add('opening'), 150);
    room(said);
  };
  // A card that is dragged onto another takes its place.
  let dragged = null;
  document.addEventListener('dragstart', (event) => {
    dragged = event.target.closest ? event.target.closest('[data-drag]') : null;
    if (dragged) event.dataTransfer.effectAllowed = 'move';
  });
  document.addEventListener('dragover', (event) => {
    const over = dragged && event.target.closest('[data-drag]');
    if (over) { event.preventDefault(); document.querySelectorAll('.over').forEach((one) => one.classList.remove('over')); over.classList.add('over'); }
  });
  document.addEventListener('drop', (event) => {
    const over = dragged && event.target.closest('[data-drag]');
    if (over && over !== dragged) {
      event.preventDefault();
      zhengce.rooms[dragged.dataset.room]({ act: 'move', id: dragged.dataset.drag, to: over.dataset.drag });
    }
    dragged = null;
    document.querySelectorAll('.over').forEach((one) => one.classList.remove('over'));
  });

  // J and K step through a list, Enter accepts: where a room has such a list, and nothing is being typed.
  const step = (event) => {
    const keyed = [...document.querySelectorAll('[data-keys]')].find((one) => one.offsetParent);
    if (!keyed || event.target.matches('input, textarea, select, [contenteditable]') || event.ctrlKey || event.metaKey || event.altKey) return false;
    const wish = { j: 'next', k: 'previous', J: 'next', K: 'previous', Enter: 'accept' }[event.key];
    if (!wish || (wish === 'accept' && event.target.matches('button, a, summary'))) return false;
    event.preventDefault();
    zhengce.rooms[keyed.dataset.keys]({ act: wish });
    return true;
  };

  /* -- files that are dropped on a room go where its button would put them ---------------------------- */
  const room = () => [...document.querySelectorAll('#rooms .tabitem')].find((one) => one.offsetParent);
  const input = () => room() && room().querySelector('input[type=file]');
  document.addEventListener('dragover', (event) => {
    if (!input() || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) body.classList.remove('dropping'); });
  document.addEventListener('drop', (event) => {
    body.classList.remove('dropping');
    if (!input() || !event.dataTransfer.files.length) return;
    event.preventDefault();
    const taken = new DataTransfer();
    const files = [...event.dataTransfer.files];
    (input().multiple ? files : files.slice(0, 1)).forEach((file) => taken.items.add(file));
    input().files = taken.files;
    input().dispatchEvent(new Event('change', { bubbles: true }));
  });

  /* -- copying -------------------------------------------------------------------------------- */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) { /* a browser gives this to https and to this machine only: the old way */ }
    const area = document.createElement('textarea');
    area.value = text;
    area.style.cssText = 'position:fixed;opacity:0';
    body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  };

  const copied = async (button, text) => {
    const name = button.dataset.name || (button.dataset.name = button.textContent);
    button.textContent = (await copy(text)) ? '已复制' : '复制不了，请选中后按 Ctrl+C';
    setTimeout(() => { button.textContent = name; }, 1800);
  };

  /* -- the events of the whole page ------------------------------------------------------------ */
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && body.classList.contains('reading')) { close(); return; }
    if (event.key === ' ' && event.target.matches('a[role=button]')) { event.preventDefault(); event.target.click(); return; }
    if (step(event)) return;
    const box = question();
    if (box && event.target === box) keys(event, box);
  }, true);
  document.addEventListener('toggle', (event) => {
    if (event.target.matches('.about details[open]')) event.target.scrollIntoView({ block: 'nearest' });
  }, true);
  document.addEventListener('change', (event) => {
    const control = event.target.closest('[data-changes]');
    if (control) act(control, { value: control.type === 'checkbox' ? control.checked : control.value });
  });

  document.addEventListener('click', (event) => {
    const at = (selector) => event.target.closest(selector);
    const place = at('[data-doc][data-start]');
    if (place) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
      event.preventDefault();
      opened(place);
    } else if (at('[data-act]') && !at('[data-changes]')) { event.preventDefault(); act(at('[data-act]')); }
    else if (at('[data-go]')) go(at('[data-go]'));
    else if (at('[data-close]')) close();
    else if (at('[data-share]')) copied(at('[data-share]'), window.location.href);
    else if (at('.copy')) copied(at('.copy'), at('.copy').dataset.copy);
    else if (at('#send')) { const box = question(); asking(box.value.trim()); if (!phone()) box.focus(); }
    else if (at('[data-ask]')) { asking(at('[data-ask]').dataset.ask); if (!phone()) question().focus(); }
  }, true);

  /* -- what Python put on the page --------------------------------------------------------------- */
  let shown = '';
  let talked = '';
  let listed = null;
  let last_drawn = null;
  const arrived = () => {
    const source = document.querySelector('#source .source');
    // Gradio changes elements in place: what is shown is told by its stamp, not by the element.
    if (source && (source.dataset.shown || '') !== shown) {
      shown = source.dataset.shown || '';
      window.requestAnimationFrame(() => showSource(document.querySelector('#source .source')));
    }
    const turns = document.querySelectorAll('#talk .turn');
    const last = turns[turns.length - 1];
    const words = last ? turns.length + last.querySelector('.asked').textContent + Boolean(last.querySelector('.waiting')) : '';
    if (words !== talked) {
      body.classList.remove('asking');
      body.classList.toggle('talking', Boolean(last));
      if (last) {
        window.requestAnimationFrame(() => last.scrollIntoView({ block: 'start' }));
        window.history.replaceState(window.history.state, '', address([], { q: last.querySelector('.asked').textContent }));
      }
      talked = words;
    }
    // What a room has just made is read from its top.
    const made = room() && room().querySelector('[data-made]');
    if (made && made.dataset.made !== listed) {
      listed = made.dataset.made;
      made.closest('.tabitem').scrollTop = 0;
      if (phone()) window.scrollTo(0, 0);
    }
    const drawn = room() && room().querySelector('[data-drawn]');
    if (drawn && drawn.dataset.drawn !== last_drawn) {
      last_drawn = drawn.dataset.drawn;
      // Gradio keeps elements whose content it exchanges; what was opened from them is no longer they.
      room().querySelectorAll('[data-doc].current').forEach((one) => one.classList.remove('current'));
      clearTimeout(slow);
      body.classList.remove('opening');
    }
    if (body.classList.contains('dark')) body.classList.remove('dark');
    const more = document.querySelector('[aria-label="More tabs"]');
    if (more) more.setAttribute('aria-label', '更多');
  };
  new MutationObserver(arrived).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-shown', 'data-made', 'data-drawn', 'class'],
  });
  return zhengce;
})();
