#include "io/city/crs_facts.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "engine/core/error.hpp"
#include "io/city/proj_handles.hpp"

namespace machi {

std::string well_known_text(int epsg) {
  const ProjContext context = quiet_context();
  const std::string code = fmt::format("EPSG:{}", epsg);
  const ProjObject crs(proj_create(context.get(), code.c_str()));
  const char* text = crs ? proj_as_wkt(context.get(), crs.get(), PJ_WKT2_2019, nullptr) : nullptr;
  if (text == nullptr)
    throw InputError(code, "is not known to PROJ. Check the code, and that PROJ's data are installed");
  return text;
}

std::optional<LatLon> lat_lon_of(int epsg, double east_m, double north_m) {
  const ProjContext context = quiet_context();
  const std::string code = fmt::format("EPSG:{}", epsg);
  const ProjObject raw(proj_create_crs_to_crs(context.get(), code.c_str(), "EPSG:4326", nullptr));
  const ProjObject usual(raw ? proj_normalize_for_visualization(context.get(), raw.get()) : nullptr);
  if (!usual) throw InputError(code, "is not known to PROJ. Check the code, and that PROJ's data are installed");
  const PJ_COORD place = proj_trans(usual.get(), PJ_FWD, proj_coord(east_m, north_m, 0, 0));
  if (!std::isfinite(place.xy.x) || !std::isfinite(place.xy.y)) return std::nullopt;
  return LatLon{place.xy.y, place.xy.x};
}

}  // namespace machi
