/// \file  PROJ's objects, freed when they go out of scope. For sources that call PROJ.
#pragma once

#include <proj.h>

#include <memory>

namespace machi {

struct ReleaseProj {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
  void operator()(PJ* object) const { proj_destroy(object); }
};
using ProjContext = std::unique_ptr<PJ_CONTEXT, ReleaseProj>;
using ProjObject = std::unique_ptr<PJ, ReleaseProj>;

/// A context that writes nothing to stderr. Use it on one thread at a time.
inline ProjContext quiet_context() {
  ProjContext context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  return context;
}

}  // namespace machi
