// The player of an episode: times lead into the sound, the text follows it, and it goes on where its listener stopped.
// Without this script the browser's own player works, and the times open the recording at their place.

const SPEED = "diavlos:speed";

// Browsers may refuse to store anything: then nothing is remembered.
const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* as said */ } };

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const start = (link) => Number(link.hash.slice("#t=".length));

for (const player of document.querySelectorAll(".player:not(.player--video)")) {
  const audio = player.querySelector("audio");
  const speed = player.querySelector(".player__choice");
  const place = `diavlos:${new URL(audio.querySelector("source").src).pathname}`;
  const times = [".chapters__link", ".transcript__time"].map((name) => [...player.querySelectorAll(name)]);

  const seek = (seconds) => {
    audio.currentTime = Math.max(0, seconds);
    player.querySelectorAll(".player__resumed").forEach((part) => { part.hidden = true; });
  };

  // The last time of each list that has begun is the current one; a transcript scrolls within its own frame.
  const follow = () => {
    for (const links of times) {
      const current = links.findLast((link) => start(link) <= audio.currentTime + 0.2);
      for (const link of links) {
        const part = link.closest(".transcript__part") ?? link;
        if ((link === current) === part.hasAttribute("aria-current")) continue;
        part.toggleAttribute("aria-current");
        if (link !== current) continue;
        part.setAttribute("aria-current", "true");
        const frame = part.closest(".transcript");
        if (frame && !frame.matches(":hover, :focus-within")) frame.scrollTop = part.offsetTop - frame.clientHeight / 3;
      }
    }
  };

  speed.value = [...speed.options].some((option) => option.value === stored(SPEED)) ? stored(SPEED) : "1";
  audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
  speed.addEventListener("change", () => {
    audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
    store(SPEED, speed.value);
  });

  const before = Number(stored(place));
  if (before > 10) {
    audio.currentTime = before;
    player.querySelector(".player__place").textContent = clock(before);
    player.querySelectorAll(".player__resumed").forEach((part) => { part.hidden = false; });
  }

  let kept = 0;
  audio.addEventListener("timeupdate", () => {
    follow();
    if (Math.abs(audio.currentTime - kept) < 5) return;
    kept = audio.currentTime;
    store(place, Math.floor(kept));
  });
  audio.addEventListener("seeked", follow);
  audio.addEventListener("ended", () => store(place, 0));

  player.addEventListener("click", (event) => {
    const button = event.target.closest("[data-skip], [data-from-start]");
    if (button) seek("fromStart" in button.dataset ? 0 : audio.currentTime + Number(button.dataset.skip));
    const link = event.target.closest("a[href*='#t=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    seek(start(link));
    audio.play();
  });

  // An address that names a moment, as results of the search do, has the player wait there and shows what is said.
  const go = () => {
    const said = document.getElementById(location.hash.slice(1));
    if (!said || !player.contains(said)) return;
    said.closest("details").open = true;
    said.scrollIntoView({ block: "center" });
    seek(Number(said.id.slice("t-".length)));
  };
  addEventListener("hashchange", go);
  go();
}
