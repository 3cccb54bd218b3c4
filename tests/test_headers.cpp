// Its precompiled header is what all tests begin with (tests/CMakeLists.txt).
