// Compiles the headers that all test programs begin with, once (CMakeLists.txt).
