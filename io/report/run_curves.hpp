/// \file  Curves of a run over time: how many were safe, lost, walking, waiting.
#pragma once

#include "io/report/map_frame.hpp"
#include "io/report/run_scene.hpp"

namespace machi {

/// Where on the picture curves stand, in pixels: their axes without the numbers beside them.
struct CurveFrame {
  double left{0};
  double top{0};
  double width{0};
  double height{0};
  double unit{1};
};

/// Draws the curves with axes and, from `legend` on, what each colour means and its value at the end.
void draw_curves(Canvas& canvas, const CurveFrame& frame, Pixel legend, const RunScene& scene);

/// The distance between two marks of an axis from 0 to `most` with at most `marks` of them: 1, 2 or 5 times a power of
/// ten.
double axis_step(double most, int marks);

}  // namespace machi
