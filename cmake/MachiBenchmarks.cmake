# machi_benchmarks(engine/grid DEPENDS engine/grid): every .cpp of benchmarks/engine/grid/ in one Google Benchmark
# program, bench_engine_grid.
find_package(benchmark REQUIRED)

function(machi_benchmarks path)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  string(REPLACE "/" "_" name ${path})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/benchmarks/${path}/*.cpp)
  add_executable(bench_${name} ${sources})
  target_link_libraries(bench_${name} PRIVATE machi_flags benchmark::benchmark_main ${ARG_LINK})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" dependency_name ${dependency})
    target_link_libraries(bench_${name} PRIVATE machi::${dependency_name})
  endforeach()
endfunction()
