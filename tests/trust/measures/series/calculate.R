# Control charts calculated by another hand in another language, for the tests to be held against.
#
# Run with R 4 and nothing else: Rscript calculate.R (in this folder). It writes points.csv, series.csv and runs.csv beside itself. The series are those
# that R brings in its package `datasets`, whose help pages name where each was published, and worked examples of a textbook; see `source`.
# The limits follow Making Data Count (XmR) and Laney (p'); the rules are found from runs of equal signs, not from windows.

REACH <- 2.66
SCREEN <- 3.267
D2 <- 1.128

part_of_runs <- function(sides, least) {  # sides: -1, 0, 1; which values lie in a run of equal ones, not of 0, at least so long
  found <- rle(sides)
  rep(found$lengths >= least & found$values != 0, found$lengths)
}

part_of_trends <- function(values, least) {
  steps <- part_of_runs(sign(diff(values)), least - 1)
  c(steps, FALSE) | c(FALSE, steps)
}

part_of_pairs <- function(near, sides) {
  n <- length(near)
  if (n < 3) return(rep(FALSE, n))
  first <- seq_len(n - 2)
  good <- abs(sides[first] + sides[first + 1] + sides[first + 2]) == 3 & near[first] + near[first + 1] + near[first + 2] >= 2
  within <- c(good, FALSE, FALSE) | c(FALSE, good, FALSE) | c(FALSE, FALSE, good)
  within & near
}

mean_step <- function(values, screened) {
  steps <- abs(diff(values))
  if (screened && mean(steps) > 0) steps <- steps[steps < SCREEN * mean(steps)]
  mean(steps)
}

points <- list()
series <- list()
runs <- list()

note <- function(name, source, kind, values, counts, ns, centre, sigma, clamp, baseline, spread, screened) {
  centre <- rep(centre, length.out = length(values))
  sigma <- rep(sigma, length.out = length(values))
  lower <- centre - 3 * sigma
  upper <- centre + 3 * sigma
  outside <- values > upper | values < lower
  near <- !outside & (values > centre + 2 * sigma | values < centre - 2 * sigma)
  sides <- sign(values - centre)
  if (clamp) {
    lower <- pmax(0, lower)
    upper <- pmin(1, upper)
  }
  points[[name]] <<- data.frame(
    name, counts, ns, values, lower, centre, upper,
    outside = as.integer(outside), run = as.integer(part_of_runs(sides, 7)),
    trend = as.integer(part_of_trends(values, 7)), near = as.integer(part_of_pairs(near, sides))
  )
  series[[name]] <<- data.frame(name, kind, screened = as.integer(screened), baseline, spread, source)

  middle <- median(values)
  useful <- sign(values - middle)
  useful <- useful[useful != 0]
  stretches <- rle(useful)$lengths
  runs[[name]] <<- data.frame(
    name, median = middle, useful = length(useful), longest = max(stretches),
    longest_usual = round(log2(length(useful))) + 3, crossings = length(stretches) - 1,
    crossings_usual = qbinom(0.05, length(useful) - 1, 0.5)
  )
}

single <- function(name, source, values, screened = TRUE) {
  values <- head(as.numeric(values), 60)
  base <- values[seq_len(min(20, length(values)))]
  sigma <- REACH * mean_step(base, screened) / 3
  note(name, source, "xmr", values, NA, NA, mean(base), sigma, FALSE, length(base), NA, screened)
}

share <- function(name, source, counts, ns, screened = TRUE) {
  counts <- as.numeric(counts)
  ns <- as.numeric(ns)
  base <- seq_len(min(20, length(ns)))
  centre <- sum(counts[base]) / sum(ns[base])
  sigma <- sqrt(centre * (1 - centre) / ns)
  z <- (counts / ns - centre) / sigma
  spread <- mean_step(z[base], screened) / D2
  wide <- spread > 1.2 && length(base) >= 20
  if (wide) sigma <- sigma * spread
  note(name, source, if (wide) "p_prime" else "p", counts / ns, counts, ns, centre, sigma, TRUE, length(base), spread, screened)
}

single("Nile", "datasets::Nile (Cobb 1978)", Nile)
single("LakeHuron", "datasets::LakeHuron (Brockwell and Davis 1991)", LakeHuron)
single("lynx", "datasets::lynx (Brockwell and Davis 1991)", lynx[1:60])
single("lynx_unscreened", "datasets::lynx (Brockwell and Davis 1991)", lynx[1:60], screened = FALSE)
single("nhtemp", "datasets::nhtemp (McNeil 1977)", nhtemp)
single("discoveries", "datasets::discoveries (McNeil 1977)", discoveries)
single("uspop", "datasets::uspop (McNeil 1977)", uspop)
single("airmiles", "datasets::airmiles (Brown 1963)", airmiles)
single("WWWusage", "datasets::WWWusage (Durbin and Koopman 2001)", WWWusage)
single("BJsales", "datasets::BJsales (Box and Jenkins 1976)", BJsales[1:60])
single("lh", "datasets::lh (Diggle 1990)", lh)
single("lh_unscreened", "datasets::lh (Diggle 1990)", lh, screened = FALSE)
single("sunspots", "datasets::sunspot.year (Tong 1996)", sunspot.year[1:80])
single("treering", "datasets::treering (Hipel and McLeod 1994)", treering[1:100])
single("nottem", "datasets::nottem (Anderson 1976)", nottem[1:60])
single("UKgas", "datasets::UKgas (Durbin and Koopman 2001)", UKgas[1:40])
single("austres", "datasets::austres (Brockwell and Davis 1996)", austres[1:40])
single("JohnsonJohnson", "datasets::JohnsonJohnson (Shumway and Stoffer 2000)", JohnsonJohnson[1:40])
single("temperature", "datasets::airquality, Temp (Chambers et al. 1983)", airquality$Temp)
single("wind", "datasets::airquality, Wind (Chambers et al. 1983)", airquality$Wind)
single("light", "datasets::morley (Stigler 1977)", morley$Speed)
single("faithful", "datasets::faithful, waiting (Azzalini and Bowman 1990)", faithful$waiting[1:100])
single("stackloss", "datasets::stackloss (Brownlee 1965)", stackloss$stack.loss)
single("women", "datasets::women, weight (McNeil 1977)", women$weight)
single("longley", "datasets::longley, Employed (Longley 1967)", longley$Employed)
single("lung_deaths", "datasets::ldeaths (Diggle 1990)", ldeaths)
single("casualties", "datasets::UKDriverDeaths (Harvey and Durbin 1986)", UKDriverDeaths[1:100])
single(
  "cost", "Montgomery, Introduction to Statistical Quality Control, 6th ed., example 6.5 (published: 279.78, 300.5, 321.22)",
  c(310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304), screened = FALSE
)

for (year in seq(1, 8)) {
  months <- (24 * (year - 1) + 1):(24 * year)
  share(
    paste0("killed_", 1967 + 2 * year), "datasets::Seatbelts, DriversKilled of drivers (Harvey and Durbin 1986)",
    Seatbelts[months, "DriversKilled"], Seatbelts[months, "drivers"]
  )
}
share("killed", "datasets::Seatbelts, DriversKilled of drivers (Harvey and Durbin 1986)", Seatbelts[1:60, "DriversKilled"], Seatbelts[1:60, "drivers"])
share("women_died", "datasets::fdeaths of ldeaths (Diggle 1990)", fdeaths, ldeaths)
share("women_died_few", "datasets::fdeaths of ldeaths (Diggle 1990), 15 months", fdeaths[1:15], ldeaths[1:15])
share("women_died_unscreened", "datasets::fdeaths of ldeaths (Diggle 1990)", fdeaths[25:72], ldeaths[25:72], screened = FALSE)
share(
  "juice", "Montgomery, 6th ed., example 7.1: cans of 50",
  c(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6), rep(50, 30)
)
share(
  "orders", "Montgomery, 6th ed., table 7.4: purchase orders",
  c(12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9),
  c(100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90)
)

keep <- function(rows, file) {
  rows <- do.call(rbind, rows)
  numbers <- sapply(rows, is.double)
  rows[numbers] <- lapply(rows[numbers], signif, digits = 10)
  write.csv(rows, file, row.names = FALSE, na = "")
}
keep(points, "points.csv")
keep(series, "series.csv")
keep(runs, "runs.csv")
