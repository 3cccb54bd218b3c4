#include "io/report/viewer_html.hpp"

// The assembler takes the file as it is; CMakeLists.txt names it and rebuilds this when it changes.
__asm__(
    ".section .rodata\n"
    ".global machi_viewer_begin\n"
    ".global machi_viewer_end\n"
    "machi_viewer_begin:\n"
    ".incbin \"" MACHI_VIEWER_HTML
    "\"\n"
    "machi_viewer_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char machi_viewer_begin[];
extern const char machi_viewer_end[];
}

namespace machi {

std::string_view viewer_html() {
  return {machi_viewer_begin, static_cast<std::size_t>(machi_viewer_end - machi_viewer_begin)};
}

}  // namespace machi
