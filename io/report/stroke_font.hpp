/// \file  A small font of lines for the printable characters of ASCII, drawn with a round pen.
#pragma once

#include <string>
#include <string_view>

#include "io/report/canvas.hpp"

namespace machi {

/// Width of a text in pixels, for capitals `size` pixels high.
double text_width(std::string_view text, double size);

/// Draws a text from its left end on the base line. Characters that the font has not are drawn as a low dash.
void draw_text(Canvas& canvas, std::string_view text, Pixel left, double size, const Colour& colour,
               double weight = 0.11);

/// A text in ASCII: well-known Japanese words of attributions are translated, other characters left out.
std::string latin(std::string_view text);

}  // namespace machi
