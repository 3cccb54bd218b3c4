# How every target of Machi is compiled, and machi_module(): one library per folder.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

add_library(machi_flags INTERFACE)
# Results must not depend on the instruction set: no contraction, no fast-math (docs/development.md).
target_compile_options(machi_flags INTERFACE
  -ffp-contract=off -fno-math-errno -fno-trapping-math
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${MACHI_WERROR}>:-Werror>)
target_include_directories(machi_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(MACHI_UNITY)
  target_compile_options(machi_flags INTERFACE -Wno-shadow)  # of names without linkage in other files
endif()
if(MACHI_SANITIZE)
  target_compile_options(machi_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(machi_flags INTERFACE -fsanitize=address,undefined)
endif()

# Sanitizers keep the optimizer from what `omp simd` asks for.
target_compile_options(machi_flags INTERFACE $<$<AND:$<CXX_COMPILER_ID:Clang>,$<CONFIG:RelWithDebInfo>>:-Wno-pass-failed>)
if(MACHI_RACES)
  target_compile_options(machi_flags INTERFACE -fsanitize=thread)
  target_link_options(machi_flags INTERFACE -fsanitize=thread)
endif()

# What waits for files, or runs once or at exchanges only, is compiled with -O1 (docs/development.md).
set(MACHI_SELDOM_RUN "^(io/|app$)")
foreach(folder grid network transit population demand area choice synth coupling climate systems partition study)
  string(APPEND MACHI_SELDOM_RUN "|^engine/${folder}$")
endforeach()

# machi_module(engine/grid DEPENDS engine/core kernels LINK fmt::fmt)
# builds every .cpp of the folder into the library machi::engine_grid.
function(machi_module path)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  string(REPLACE "/" "_" name ${path})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${path}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(machi_${name} STATIC ${sources})
    set(scope PUBLIC)
    if(path MATCHES "${MACHI_SELDOM_RUN}")
      target_compile_options(machi_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    endif()
    # What most files include is read once for all folders: a tenth of the time. Clang would want the same flags of all.
    if(MACHI_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      if(path STREQUAL "engine/core")
        target_precompile_headers(machi_${name} PRIVATE <algorithm> <array> <cmath> <cstdint> <functional> <map> <memory>
          <optional> <span> <string> <string_view> <unordered_map> <vector> <fmt/format.h>)
      elseif("engine/core" IN_LIST ARG_DEPENDS)
        target_precompile_headers(machi_${name} REUSE_FROM machi_engine_core)
      endif()
    endif()
    if(MACHI_FUZZ AND path MATCHES "^(engine/core|io/)")  # what reads files
      target_compile_options(machi_${name} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
  else()
    add_library(machi_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(machi::${name} ALIAS machi_${name})
  target_link_libraries(machi_${name} ${scope} machi_flags ${ARG_LINK})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" dependency_name ${dependency})
    target_link_libraries(machi_${name} ${scope} machi::${dependency_name})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY MACHI_MODULES ${path})
endfunction()
