/// \file  EPSG codes of the coordinate systems that .prj files spell out.
#include <proj.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "io/network/shapefile.hpp"

namespace machi {
namespace {

constexpr int least_confidence = 70;  ///< per cent: PROJ's mark for equal parameters under another name

struct Free {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
  void operator()(PJ* object) const { proj_destroy(object); }
  void operator()(PJ_OBJ_LIST* list) const { proj_list_destroy(list); }
  void operator()(int* confidence) const { proj_int_list_destroy(confidence); }
};

template <class T>
using Owned = std::unique_ptr<T, Free>;

bool is_projected(PJ_TYPE type) {
  return type == PJ_TYPE_PROJECTED_CRS;
}

}  // namespace

Projection projection_of(const std::string& well_known_text) {
  if (well_known_text.empty()) return {};
  const Owned<PJ_CONTEXT> context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  const Owned<PJ> crs(proj_create_from_wkt(context.get(), well_known_text.c_str(), nullptr, nullptr, nullptr));
  Projection projection;
  if (crs == nullptr) return projection;
  projection.projected = is_projected(proj_get_type(crs.get()));
  if (const char* name = proj_get_name(crs.get())) projection.name = name;
  int* confidences = nullptr;
  const Owned<PJ_OBJ_LIST> candidates(proj_identify(context.get(), crs.get(), "EPSG", nullptr, &confidences));
  const Owned<int> owned_confidences(confidences);
  if (candidates == nullptr || proj_list_get_count(candidates.get()) == 0) return projection;
  // The list begins with the most confident.
  if (confidences[0] < least_confidence) return projection;
  const Owned<PJ> best(proj_list_get(context.get(), candidates.get(), 0));
  const char* code = proj_get_id_code(best.get(), 0);
  projection.epsg = code == nullptr ? 0 : std::atoi(code);
  return projection;
}

}  // namespace machi
