/// \file  A folder of files that a test writes, the same for all ranks, gone afterwards.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "engine/comm/comm.hpp"

namespace machi {

class InputFolder {
 public:
  explicit InputFolder(const Comm& comm) : comm_(comm) {
    path_ = comm.broadcast(
        (std::filesystem::temp_directory_path() / ("machi_import_" + std::to_string(getpid()))).string());
    if (comm.first()) std::filesystem::create_directories(path_);
    comm.barrier();
  }
  ~InputFolder() {
    comm_.barrier();
    std::error_code ignored;
    if (comm_.first()) std::filesystem::remove_all(path_, ignored);
  }
  InputFolder(const InputFolder&) = delete;
  InputFolder& operator=(const InputFolder&) = delete;
  /// Writes a file from the first rank and answers with its path.
  std::string file(const std::string& name, const std::string& text) const {
    const std::string path = path_ + "/" + name;
    if (comm_.first()) {
      std::filesystem::create_directories(std::filesystem::path(path).parent_path());
      std::ofstream(path, std::ios::binary) << text;
    }
    comm_.barrier();
    return path;
  }
  const std::string& path() const { return path_; }

 private:
  const Comm& comm_;
  std::string path_;
};

/// A CityGML document of the given members.
inline std::string city_model(const std::string& members,
                              const std::string& srs = "http://www.opengis.net/def/crs/EPSG/0/6697") {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml" xmlns:bldg="http://www.opengis.net/citygml/building/2.0">
<gml:boundedBy><gml:Envelope srsName=")" +
         srs +
         R"(" srsDimension="3"><gml:lowerCorner>35.60 140.12 0</gml:lowerCorner><gml:upperCorner>35.61 140.13 20</gml:upperCorner></gml:Envelope></gml:boundedBy>
)" + members +
         "</core:CityModel>\n";
}

/// A building with a LOD0 outline.
inline std::string building(const std::string& id, const std::string& pos_list) {
  return "<core:cityObjectMember><bldg:Building gml:id=\"" + id +
         "\"><bldg:usage>411</bldg:usage><bldg:measuredHeight uom=\"m\">6.5</bldg:measuredHeight><bldg:lod0FootPrint>"
         "<gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>" +
         pos_list +
         "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface>"
         "</bldg:lod0FootPrint></bldg:Building></core:cityObjectMember>\n";
}

/// A square outline of about 11 × 9 m at a latitude and longitude.
inline std::string square_at(double lat, double lon) {
  const auto corner = [&](double dlat, double dlon) {
    return std::to_string(lat + dlat) + " " + std::to_string(lon + dlon) + " 2 ";
  };
  return corner(0, 0) + corner(0, 0.0001) + corner(0.0001, 0.0001) + corner(0.0001, 0) + corner(0, 0);
}

}  // namespace machi
