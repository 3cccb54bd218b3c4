#include "io/import/import_city.hpp"

namespace machi {

void ImportOptions::declare(OptionTable& table) {
  table
      .positionals("inputs", inputs,
                   "Folders, archives (.zip, .tar.xz) or files: CityGML, CityJSON, code lists, GeoJSON, CSV, "
                   "OpenStreetMap, shapefiles, water frames.")
      .placeholder("INPUT")
      .required();
  table.text("output", output, "City file to write.").short_name('o').placeholder("FILE");
  table.number("cell", cell_m, "m", 0.25, 100, "Side of a grid cell.");
  table.integer(
      "epsg", epsg, "", 0, 999999,
      "Metric CRS of the city by its EPSG code; 0 chooses by place (Japan: plane rectangular zone, elsewhere UTM).");
  table.integer("source_epsg", source_epsg, "", 0, 999999, "CRS of files that name none; 0 refuses such files.");
  table.choice("network", network, {"auto", "roads", "osm", "none"},
               "What the network is made from: road surfaces, OpenStreetMap, or auto: OpenStreetMap where it is among "
               "the inputs.");
  table.number("shelter_m2_per_person", shelter_m2_per_person, "m2", 0.1, 100,
               "Floor area per person where a shelter's capacity is not given.");
  table.text(
      "attribution", attribution,
      "Source of the data, kept in the file and shown wherever it is shown; empty takes that of the inputs' kinds.");
  table.flag("force", force, "Replace an existing output.");
}

}  // namespace machi
