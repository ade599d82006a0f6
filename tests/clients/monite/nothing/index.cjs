// Stands in for the packages that only draw the widgets: whatever is asked of it, it is there and does nothing.
'use strict';

const nothing = new Proxy(function () {}, {
    get: (target, name) =>
        name === 'prototype' ? target.prototype
        : name === Symbol.toPrimitive ? () => ''
        : name === Symbol.iterator ? () => [][Symbol.iterator]()
        : name === '__esModule' ? true
        : nothing,
    apply: () => nothing,
    construct: () => nothing,
});

module.exports = nothing;
