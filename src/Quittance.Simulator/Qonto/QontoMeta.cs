namespace Quittance.Simulator.Qonto;

/// <summary>Where a page stands among all.</summary>
internal sealed record QontoMeta(int CurrentPage, int? NextPage, int? PrevPage, int TotalPages, int TotalCount, int PerPage)
{
    public static QontoMeta Of(int page, int perPage, int total)
    {
        var pages = Math.Max(1, (total + perPage - 1) / perPage);
        return new QontoMeta(page, page < pages ? page + 1 : null, page > 1 ? page - 1 : null, pages, total, perPage);
    }
}
