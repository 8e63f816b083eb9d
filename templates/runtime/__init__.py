"""Runtime of generated clients, which is the same for every API.

Every generated client contains the same bytes. Nothing here knows an API. A
`platform.Platform` has the settings that the documents do not contain. Importing this
package loads nothing: the first request imports httpx.
"""
