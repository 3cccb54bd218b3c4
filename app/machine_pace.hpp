/// \file  How fast this machine computes, against the one on which the costs of a plan were measured.
#pragma once

namespace machi {

/// Processor time that a fixed piece of work (sorting and looking up numbers over 64 MB) takes here, over what it took
/// on the machine of the table of costs: above 1 is slower. The best of some tries, some tenths of a second in all.
double machine_pace();

}  // namespace machi
