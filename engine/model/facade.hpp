/// \file  Pieces of façades and what stands out of them.
#pragma once

namespace machi {

/// A rectangle of a façade: x to the right seen from outside, y up, from the lower left corner of its surface.
struct FacadeRect {
  double x_m{0};
  double y_m{0};
  double width_m{1};
  double height_m{1};
};

/// A black rectangle that stands out of the façade at right angles, along an edge on it.
struct FacadeShade {
  double depth_m{1};
  double x0_m{0};
  double y0_m{0};
  double x1_m{1};
  double y1_m{0};
};

}  // namespace machi
