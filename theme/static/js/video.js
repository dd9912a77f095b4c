// Times of a video's chapters and words move its player. Without this script they open the video at their place.

for (const player of document.querySelectorAll(".player--video")) {
  const video = player.querySelector("video");
  player.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#t=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    video.currentTime = Number(link.hash.slice("#t=".length));
    video.play();
  });
}
