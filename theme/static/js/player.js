// Times of chapters and transcripts move the player of their page. Without this script they open the recording there.

for (const player of document.querySelectorAll(".player")) {
  const audio = player.querySelector("audio");
  player.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#t=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    audio.currentTime = Number(link.hash.slice("#t=".length));
    audio.play();
  });
}
