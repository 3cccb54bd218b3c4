#include "io/city/crs_facts.hpp"

#include <fmt/format.h>
#include <proj.h>

#include <cmath>
#include <memory>

#include "engine/core/error.hpp"

namespace machi {
namespace {

struct ReleaseProj {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
  void operator()(PJ* object) const { proj_destroy(object); }
};
using QuietContext = std::unique_ptr<PJ_CONTEXT, ReleaseProj>;
using Object = std::unique_ptr<PJ, ReleaseProj>;

QuietContext quiet_context() {
  QuietContext context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  return context;
}

}  // namespace

std::string well_known_text(int epsg) {
  const QuietContext context = quiet_context();
  const std::string code = fmt::format("EPSG:{}", epsg);
  const Object crs(proj_create(context.get(), code.c_str()));
  const char* text = crs ? proj_as_wkt(context.get(), crs.get(), PJ_WKT2_2019, nullptr) : nullptr;
  if (text == nullptr)
    throw InputError(code, "is not known to PROJ. Check the code, and that PROJ's data are installed");
  return text;
}

std::optional<LatLon> lat_lon_of(int epsg, double east_m, double north_m) {
  const QuietContext context = quiet_context();
  const std::string code = fmt::format("EPSG:{}", epsg);
  const Object raw(proj_create_crs_to_crs(context.get(), code.c_str(), "EPSG:4326", nullptr));
  const Object usual(raw ? proj_normalize_for_visualization(context.get(), raw.get()) : nullptr);
  if (!usual) throw InputError(code, "is not known to PROJ. Check the code, and that PROJ's data are installed");
  const PJ_COORD place = proj_trans(usual.get(), PJ_FWD, proj_coord(east_m, north_m, 0, 0));
  if (!std::isfinite(place.xy.x) || !std::isfinite(place.xy.y)) return std::nullopt;
  return LatLon{place.xy.y, place.xy.x};
}

}  // namespace machi
