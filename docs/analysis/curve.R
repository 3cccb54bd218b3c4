# Who is safe over time: Rscript curve.R RUN   (package hdf5r)
library(hdf5r)

run <- commandArgs(trailingOnly = TRUE)[1]
file <- H5File$new(file.path(run, "result.h5"), mode = "r")
result <- if (file$exists("evacuation")) file[["evacuation"]] else file
curve <- result[["curve"]]
time_s <- curve[["time_s"]][]
safe <- as.numeric(curve[["safe"]][])
for (share in c(0.5, 0.9, 1)) {
  cat(sprintf("%3.0f %% of those who are safe at the end: %.0f s\n", 100 * share, time_s[safe >= share * max(safe)][1]))
}
cat(sprintf("safe: %.0f\n", max(safe)))
file$close_all()
