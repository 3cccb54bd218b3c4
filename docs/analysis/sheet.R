# Where most people are in an evacuation-difficult area: Rscript sheet.R DIR   (base R)
#
# DIR: machi kpi RUN --mesh 250 --arrival-s 1800 -o DIR
sheet <- read.csv(file.path(commandArgs(trailingOnly = TRUE)[1], "sheet.csv"), colClasses = c(area = "character"))
cells <- sheet[sheet$area != "all" & sheet$in_difficult_area > 0, ]
cells <- cells[order(-cells$in_difficult_area), c("area", "persons", "in_difficult_area", "mean_way_m")]
print(head(cells, 10), row.names = FALSE)
cat(sprintf("in difficult areas: %.0f of %.0f\n", sum(cells$in_difficult_area), sheet$persons[sheet$area == "all"]))
