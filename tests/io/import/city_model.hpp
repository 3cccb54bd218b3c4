/// \file  Small documents of CityGML, as text.
#pragma once

#include <string>

namespace machi {

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
