// Times of the workspace, as whoever one acts as reads them: in their zone, and in the manner of their language.

const { zone, locale } = document.getElementById("clock").dataset;
const long = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
const inZone = (parts) => new Intl.DateTimeFormat(locale, { ...parts, timeZone: zone });
const words = inZone(long);
const seconds = inZone({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export function tellTimes(box) {
  for (const time of box.querySelectorAll("time[datetime]")) {
    time.textContent = ("seconds" in time.dataset ? seconds : words).format(new Date(time.dateTime));
  }
}
