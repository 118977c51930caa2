"""Runs Lua files with the library of a Lua that is installed, for scripts of programs that are not to be had here.

    python3 test/lab/lua-host.py LIBRARY FILE…

Each file runs in turn in one state; leaves with 1 and the message when one fails.
"""

import ctypes
import sys

lua = ctypes.CDLL(sys.argv[1])
lua.luaL_newstate.restype = ctypes.c_void_p
lua.lua_tolstring.restype = ctypes.c_char_p
state = ctypes.c_void_p(lua.luaL_newstate())
lua.luaL_openlibs(state)
for path in sys.argv[2:]:
    with open(path, 'rb') as file:
        failed = lua.luaL_loadstring(state, file.read())
    if not failed:
        # lua_pcall is a function in Lua 5.1, a macro over lua_pcallk since.
        failed = lua.lua_pcallk(state, 0, 0, 0, 0, None) if hasattr(lua, 'lua_pcallk') else lua.lua_pcall(state, 0, 0, 0)
    if failed:
        sys.exit(f'{path}: {lua.lua_tolstring(state, -1, None).decode()}')
